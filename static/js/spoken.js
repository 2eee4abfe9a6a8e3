/* What a script asks for speaks the language of its page, whatever another tab has chosen since (config/spoken.py). */

export const SPOKEN = { "Attune-Language": document.documentElement.lang };
