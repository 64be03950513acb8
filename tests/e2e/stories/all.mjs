import './finding.mjs';
