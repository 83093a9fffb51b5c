"""The prompts are data; `analyzer.llm.prompts` loads them."""
