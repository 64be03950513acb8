import './names.mjs';
import './village.mjs';
import './desk.mjs';
