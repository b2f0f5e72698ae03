"""Real parts that tests start: servers, screens, keychains."""
