-- A number as it is compared: leading zeros of every run of digits dropped, then look-alike characters folded.

CREATE OR REPLACE TEMP MACRO fold_of(no) AS
  translate(regexp_replace(regexp_replace(upper(no), '(^|[^0-9])0+([0-9])', '\1\2', 'g'), '[^A-Z0-9]', '', 'g'), 'OILSBZ', '011582');
