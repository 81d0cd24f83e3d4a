"""From remarks to findings: a libcst visitor finds each flagged call and prepares the exact edit."""
