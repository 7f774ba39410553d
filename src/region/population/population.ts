/**
 * The ledger as a population: first digits and repeated amounts, and the documents behind each figure. The door.
 *
 * Made by a run and stored with it: the process that answers requests never analyses.
 */
export { forgetPopulation, sealPopulation } from "./seal-population.ts";
export { populationRoutes } from "./population.routes.ts";
