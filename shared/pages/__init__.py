"""What the pages of both apps share: how templates are read, which files go with them, their colours."""
