"""The audit trail: who wrote and who read what, chained so that nothing can be changed or taken away unseen."""
