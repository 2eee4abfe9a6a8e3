"""PDF and QR codes behind one safe door; WeasyPrint and segno are imported here only."""
