"""What people make of a machine's verdicts: edits laid over them, what moved beneath an edit, and what changed in time.

Pure: values in, values out. `store` keeps the edits; `report` and the app show what comes of them.
"""
