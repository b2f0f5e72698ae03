"""What is said and asked about backups."""
