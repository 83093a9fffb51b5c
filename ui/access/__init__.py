"""Who is there, and what may be asked at all: the gate in front of every page, file and function."""
