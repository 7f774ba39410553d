import type { Piece, PieceOptions } from "../csv/pieces.ts";
import type { Source } from "../source.ts";
import { refuse } from "../content.ts";

export async function sampleWorkbook(source: Source, _sheet: string | undefined, _max: number): Promise<{ sheet: string; sheets: string[]; records: string[][]; complete: boolean }> {
  throw refuse(source, "file-type", "is a workbook", "Save it as CSV.");
}

export async function* workbookPieces(source: Source, _sheet: string | undefined, _options: PieceOptions): AsyncIterable<Piece> {
  throw refuse(source, "file-type", "is a workbook", "Save it as CSV.");
}
