"""The straight line: portal, raw record, dataset, assessment, store, index. Only this package calls the stages."""
