"""Steps of the schema: what every table of a zone stands on."""
