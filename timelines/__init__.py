"""The shared life-course timeline: things, operations, share link, live socket."""
