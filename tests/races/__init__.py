"""What must hold when several people, or several processes, do the same at the same instant."""
