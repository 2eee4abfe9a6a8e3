/* Whoever is signed out has no room open: what this browser kept of one for a time without a network goes. */

import { forget } from "./timeline/kept.js";

forget("/room/");
