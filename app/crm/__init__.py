"""What a sales team keeps: companies, contacts, deals, pipelines, and what hangs on them."""
