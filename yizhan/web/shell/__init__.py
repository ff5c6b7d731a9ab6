"""What every page has: language, sign-in guard, headers, errors, words."""
