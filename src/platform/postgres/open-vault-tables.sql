-- The vault's tables come with row security of their own (vault.sql); this opens them to the application.
SELECT open_table('vault_site_key');
SELECT open_table('vault_data_key');
