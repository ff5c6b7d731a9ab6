"""Django's engine for our database: it learns the address when it first connects."""
