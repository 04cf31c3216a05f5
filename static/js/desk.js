// The officers' desk by keyboard, and the workbench with one paper on the screen at a time. Every form, and every page
// as one long list, works without these files.
import "./desk_copy.js";
import "./desk_keys.js";
import "./desk_stay.js";
import "./desk_viewer.js";
import "./desk_compare.js";
import "./desk_ahead.js";
import { begin } from "./desk_papers.js";

begin(); // last: by now everybody listens for the first paper
