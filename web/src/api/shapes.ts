/** What the two planes send, by the names the pages use. All of it is generated from the routes; nothing is declared twice. */
import type { FindingItem as Item, LedgerTable, Population, Progress as MaybeProgress, PopulationRows, Overview } from "./generated/region.ts";

export type { AccessReview, AccessReviewLine, HeldAssignment, Invitation, PersonAccess, RoleMatrix, RoleOfOrganisation, Mail, Passkey, PasswordPolicy, Person, SecondFactor, Session, Site, OwnSession } from "./generated/control.ts";
export type {
  ActivityEntry, Alert, AlertRule, Decision, DecisionList, Feed, Detail, FindingDetail as Finding, FindingItem, FindingList, FindingTotals, Import, ImportFile, ImportRequest as NewImport, InspectedColumn,
  BackTest, BackTestDifference, ParameterChange, ParametersVersion, Test, TestPage, Tests,
  InspectedTable, Inspection, Issuer, SanctionsReading, SanctionsVersion, SanctionsVersionList, ScreenedList, WaitingListFile, Keys, Learning, Money, PaymentLine, PaymentRun, PaymentRunDetail, Run, ShownDocument as EvidenceDocument, ShownField as DocumentField, Population, Reason, TrailState, Upload,
} from "./generated/region.ts";

export type Progress = NonNullable<MaybeProgress>;
export type { LedgerTable };
export type Band = Item["band"];
export type PopulationSet = Population["sets"][number];
export type PopulationLenses = NonNullable<Population["lenses"]>;
export type DigitBar = PopulationSet["firstTwoDigits"][number];
export type LedgerRow = PopulationRows["rows"][number];
export type Ledger = NonNullable<Overview["ledger"]>;
export type { Overview };
