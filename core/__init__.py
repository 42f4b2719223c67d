"""Rules, figures, plans, sheets and returns. Imports no Qt."""
