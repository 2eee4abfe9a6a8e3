/* The closing, and what comes after a sitting. Without this script links lead from step to step. */

import { follow } from "./closing/follow.js";
import { review } from "./closing/review.js";
import { steps } from "./closing/steps.js";
import { wish } from "./closing/wish.js";

steps();
review();
follow();
wish();
