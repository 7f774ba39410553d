-- The canonical ledger: what every file is read into and every detector reads from.
-- Money is BIGINT minor units of `currency` (see base/money.ts); credit notes, reversals and refunds are negative.
-- Raw text is kept as sent (leading zeros and trailing letters are evidence); blank and missing are both NULL.
-- row_no is the order of posting as the files give it, unique per table across all files of one ledger.
-- doc_id of invoice, supplier_id of supplier and employee_id of employee are unique too. Reading keeps it so and a
-- test checks it; an index would double the time of reading and serve no query.

-- Grain: one posted document.
CREATE TABLE invoice (
  row_no       BIGINT NOT NULL,
  doc_id       VARCHAR NOT NULL, -- ours when the file has none: 'row 17' of its file
  entity       VARCHAR,                 -- company code
  supplier_id  VARCHAR NOT NULL,        -- the supplier's name when the file has no id
  invoice_no   VARCHAR,                 -- the supplier's own number
  invoice_date DATE,
  posting_date DATE,
  due_date     DATE,
  doc_type     VARCHAR NOT NULL,        -- 'invoice' | 'credit_note' (also reversals)
  currency     VARCHAR NOT NULL,        -- ISO 4217; 'XXX' when nothing says which
  amount_net   BIGINT,
  amount_tax   BIGINT,
  amount_gross BIGINT NOT NULL,         -- net + tax; the only amount when the file has one
  po_no        VARCHAR,
  description  VARCHAR,
  entered_by   VARCHAR,
  approved_by  VARCHAR,
  discount_until  DATE,                 -- the last day on which paying takes the discount
  discount_amount BIGINT                -- what paying by then would save
);

-- Grain: one supplier record.
CREATE TABLE supplier (
  row_no       BIGINT NOT NULL,
  supplier_id  VARCHAR NOT NULL,
  name         VARCHAR,
  address_line VARCHAR,
  city         VARCHAR,
  postcode     VARCHAR,
  country      VARCHAR,                 -- ISO 3166 alpha-2 where it could be recognised
  vat_no       VARCHAR,
  company_no   VARCHAR,
  email        VARCHAR,
  phone        VARCHAR,
  iban         VARCHAR,
  bank_account VARCHAR,                 -- national account where there is no IBAN
  terms_days   INTEGER,
  created_on   DATE,
  created_by   VARCHAR,
  status       VARCHAR,
  one_time     VARCHAR,                 -- the system's mark of a collective record for one-time suppliers, as written
  duplicate_check VARCHAR               -- the system's mark that it checks this supplier's bills for duplicates, as written
);

-- Grain: one change of a supplier's bank details.
CREATE TABLE supplier_bank_change (
  row_no      BIGINT NOT NULL,
  supplier_id VARCHAR NOT NULL,
  changed_on  DATE NOT NULL,
  changed_by  VARCHAR,
  old_iban    VARCHAR,
  new_iban    VARCHAR
);

-- Grain: one person on the payroll.
CREATE TABLE employee (
  row_no       BIGINT NOT NULL,
  employee_id  VARCHAR NOT NULL,
  name         VARCHAR,
  address_line VARCHAR,
  postcode     VARCHAR,
  iban         VARCHAR,
  left_on      DATE
);

-- Grain: one document within one payment; payment_id groups one transfer.
CREATE TABLE payment (
  row_no      BIGINT NOT NULL,
  payment_id  VARCHAR NOT NULL,
  entity      VARCHAR,
  supplier_id VARCHAR NOT NULL,
  doc_id      VARCHAR,
  paid_on     DATE,
  method      VARCHAR,
  currency    VARCHAR NOT NULL,
  amount      BIGINT NOT NULL,
  iban        VARCHAR,                  -- the account used on that day
  run_id      VARCHAR,
  payee_name  VARCHAR,                  -- who was paid, as the payment says
  status      VARCHAR                   -- as written: cleared, voided ...
);

-- Grain: one line of one supplier statement: what the supplier says it issued.
CREATE TABLE statement_line (
  row_no         BIGINT NOT NULL,
  supplier_id    VARCHAR NOT NULL,
  statement_date DATE,
  invoice_no     VARCHAR,
  invoice_date   DATE,
  currency       VARCHAR NOT NULL,
  amount_gross   BIGINT NOT NULL,
  doc_type       VARCHAR NOT NULL       -- 'invoice' | 'credit_note'
);

-- What sanctions lists say, where lists were given (engine/screening). Not mapped from columns: lists have layouts of their own.
-- Grain: one list.
CREATE TABLE sanctions_list (
  row_no      BIGINT NOT NULL,
  list        VARCHAR NOT NULL,         -- its name: 'UK Sanctions List'
  version     VARCHAR,                  -- the date it gives itself, as ISO text
  files       VARCHAR NOT NULL,
  sha256      VARCHAR NOT NULL          -- of the files' contents, unpacked
);

-- Grain: one name of one listed subject.
CREATE TABLE sanctioned (
  row_no      BIGINT NOT NULL,
  list        VARCHAR NOT NULL,
  entry       VARCHAR NOT NULL,         -- the list's own reference
  subject     VARCHAR NOT NULL,         -- 'individual' | 'entity' | 'ship'
  name        VARCHAR NOT NULL,
  quality     VARCHAR NOT NULL,         -- 'primary' | 'alias' | 'weak'
  countries   VARCHAR,                  -- of the subject, separated by ';', ISO 3166 alpha-2 where recognised
  towns       VARCHAR,                  -- likewise
  listed_on   DATE
);
