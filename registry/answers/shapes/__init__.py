"""The shapes of the answers that programs in Python read too (`registry.client`): they need no store and no engine."""
