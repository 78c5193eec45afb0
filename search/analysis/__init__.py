"""What a text becomes: words, stems and places, the same for every engine and every language. It knows nothing of questions."""
