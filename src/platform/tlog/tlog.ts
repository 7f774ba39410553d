/**
 * Transparency logs in C2SP form: the door. Tiles, checkpoints, proofs and cosignatures, pure; and the log that a trail is.
 *
 * Invariant: under one key there is one tree of each size, and every tree begins with every earlier one. What an entry is
 * is left to platform/audit: here it is 32 bytes.
 */
export { EMPTY_ROOT, type Hash, hashOfLeaf, hashOfNode, consistencyRanges, inclusionRanges, proofOf, rootOf, sameHash } from "./merkle.ts";
export { isConsistent, rootByInclusion } from "./check-proof.ts";
export { fold, growTiles, type GrownTile, nodesOf, TILE_WIDTH, type TileName, type TileReader, widthAt } from "./tiles.ts";
export { entryBundle, parseTilePath, tileOfPath, tilePath, type TilePath } from "./tile-path.ts";
export { cosignedAt, cosignLine, type Note, readNote, readSignatures, readVerifier, signatureBy, type SignerKey, signLine, type VerifierKey, verifierText } from "./signed-note.ts";
export { type Checkpoint, checkpointText, openCheckpoint, readCheckpoint, type Tree } from "./checkpoint.ts";
export { formatProof, provesLeaf, readHashes, readProof, type TlogProof } from "./tlog-proof.ts";
export { openWitness, type WitnessAnswer, type WitnessState } from "./witness.ts";
export { openWitnessFolder, type WitnessFolder } from "./witness-state.ts";
