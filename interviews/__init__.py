"""Guide, characteristics, interview, sittings, the live room, debrief."""
