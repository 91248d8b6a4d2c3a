"""Papers: documents that a person hands over, as a page (HTML) and as a PDF; what is in one is its own file's."""
