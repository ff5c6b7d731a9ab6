"""Assembly only: settings, addresses, servers, the command group, the demonstration."""
