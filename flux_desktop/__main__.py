"""Arguments → ``application.run()``."""
