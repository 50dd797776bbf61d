"""The description of the registration side's endpoints: OpenAPI as JSON, and a page to browse it."""
