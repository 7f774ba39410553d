/**
 * The registry of detectors beyond the duplicate family, in the order of the catalogue. A new detector is added here.
 * Also the door of this folder: what a run needs of it.
 */
import type { Detector } from "./detector.ts";
import { sharedAccount } from "./frd-01/frd-01.ts";
import { similarAccount } from "./frd-02/frd-02.ts";
import { bankChangeDiversion } from "./frd-03/frd-03.ts";
import { accountAbroad } from "./frd-04/frd-04.ts";
import { payeeMismatch } from "./frd-05/frd-05.ts";
import { employeeSupplier } from "./frd-07/frd-07.ts";
import { ghostSupplier } from "./frd-08/frd-08.ts";
import { lookAlikeSupplier } from "./frd-09/frd-09.ts";
import { limitSplit } from "./frd-10/frd-10.ts";
import { dormantReactivated } from "./frd-16/frd-16.ts";
import { fastMoney } from "./frd-17/frd-17.ts";
import { selfApproval } from "./frd-18/frd-18.ts";
import { offCyclePayment } from "./frd-19/frd-19.ts";
import { rapidIncrease } from "./frd-20/frd-20.ts";
import { suspiciousText } from "./frd-22/frd-22.ts";
import { manyVoids } from "./frd-23/frd-23.ts";
import { lookAlikeDomain } from "./frd-24/frd-24.ts";
import { duplicateSupplier } from "./mas-01/mas-01.ts";
import { missingData } from "./mas-02/mas-02.ts";
import { invalidVat } from "./mas-03/mas-03.ts";
import { invalidIban } from "./mas-04/mas-04.ts";
import { closedButActive } from "./mas-05/mas-05.ts";
import { sanctionsMatch } from "./mas-06/mas-06.ts";
import { duplicateCheckOff } from "./mas-08/mas-08.ts";
import { familyTerms } from "./mas-09/mas-09.ts";
import { changedAgain } from "./mas-10/mas-10.ts";
import { oneTimeRepeated } from "./mas-11/mas-11.ts";
import { leaverStillPaid } from "./mas-12/mas-12.ts";
import { vatOvercharge } from "./ovr-05/ovr-05.ts";
import { earlyPayment } from "./ovr-06/ovr-06.ts";
import { shortenedTerms } from "./ovr-07/ovr-07.ts";
import { missedDiscount } from "./ovr-08/ovr-08.ts";
import { unappliedCredit } from "./ovr-09/ovr-09.ts";
import { recurringAmount } from "./ovr-10/ovr-10.ts";
import { decimalError } from "./ovr-11/ovr-11.ts";
import { statementDifference } from "./ovr-15/ovr-15.ts";
import { depositNotDeducted } from "./ovr-16/ovr-16.ts";
import { unfoundedLateFee } from "./ovr-17/ovr-17.ts";

export { detectorContexts, type ChangedValues, type Detector, type DetectorContext, type DetectorId, type Finding, type Parameter, valueOf } from "./detector.ts";
export { DUPLICATE_PARAMETERS, DUPLICATE_TESTS } from "./duplicate-tests.ts";
export type { DuplicateTest } from "./duplicate-test.ts";
export { type TestPage, testPage } from "./test-page.ts";
export { fieldsPresent, missingFields } from "./present.ts";
export { finding } from "./weigh.ts";
export { sqlFile } from "./sql.ts";
export { judgeIban } from "./mas-04/iban.ts";

export const DETECTORS: readonly Detector[] = [
  vatOvercharge, earlyPayment, shortenedTerms, missedDiscount, unappliedCredit, recurringAmount, decimalError, statementDifference,
  depositNotDeducted, unfoundedLateFee,
  sharedAccount, similarAccount, bankChangeDiversion, accountAbroad, payeeMismatch, employeeSupplier, ghostSupplier, lookAlikeSupplier,
  limitSplit, dormantReactivated, fastMoney, selfApproval, offCyclePayment, rapidIncrease, suspiciousText, manyVoids,
  lookAlikeDomain,
  duplicateSupplier, missingData, invalidVat, invalidIban, closedButActive, sanctionsMatch, duplicateCheckOff, familyTerms,
  changedAgain, oneTimeRepeated, leaverStillPaid,
];
