"""Dossiers that last: the database and the original files are the system of record; all else can be made again."""
