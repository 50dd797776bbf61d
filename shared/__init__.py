"""What both mocks stand on: one population, one store, one key ring, one journal. Imports neither app."""
