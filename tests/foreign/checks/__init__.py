"""What each foreign client does with the generated servers, and what must come of it."""
