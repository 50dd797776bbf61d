"""The population: citizens, their identifiers, personas, families, seeding and file formats."""
