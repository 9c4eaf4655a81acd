-- Who may do what in a ledger in PostgreSQL. Run by its owner after `kiosk-central ledger`, with the
-- three roles there; again after an update. Nobody but the owner can delete or change what was received.
GRANT SELECT ON ledger_version, batch, record, span, event, outbox, kiosk, state_change, retired
   TO ledger_receive, ledger_open, ledger_read;

-- kiosk-central receive, import
GRANT INSERT ON batch, record, span, event TO ledger_receive;
GRANT INSERT, UPDATE ON outbox, kiosk TO ledger_receive;
GRANT USAGE ON SEQUENCE batch_number TO ledger_receive;

-- kiosk-central open, export, mark: they tell the ledger what was opened, and what became of it
GRANT UPDATE (state, state_utc) ON record TO ledger_open;
GRANT INSERT ON state_change TO ledger_open;

-- kiosk-central kiosks, lookup, audit: ledger_read has all it needs above
