"""Runs that outlive a closed tab, a kill and a restart."""
