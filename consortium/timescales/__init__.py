"""Timescales: what is due in a case by law and by its authority's aims, computed from what happened. Pure."""
