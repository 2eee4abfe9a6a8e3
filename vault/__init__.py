"""Keys per subject, sealed columns, signing, destruction. The only room that imports `cryptography`."""
