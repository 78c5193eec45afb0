"""What a person may have meant by a question: the words that are looked for, in which forms, and what each is worth."""
