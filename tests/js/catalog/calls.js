// @ts-check
/** What can be asked of both twins of the catalogue, with parts of a form's definition as arguments;
 * tests/catalog/calls.py is the other. */

import { canonical, shown } from "../../../static/js/catalog/answers.js"
import * as figures from "../../../static/js/catalog/figures.js"
import { levelFor, parentState, percentDone } from "../../../static/js/catalog/progress.js"

/** @type {import("../answers.js").Calls} */
export const CALLS = {
  canonical,
  shown,
  figures: figures.figures,
  instrument_means: figures.instrumentMeans,
  weighted_total: figures.weightedTotal,
  level_of: figures.levelOf,
  ranking: figures.ranking,
  failing: figures.failing,
  indicator_score: figures.indicatorScore,
  mean: figures.mean,
  percent_done: (done, planned) => percentDone({ done, planned }),
  level_for: (question, round, done, planned) => levelFor(question, { round, done, planned }),
  parent_state: parentState,
}
