import 'uplot/dist/uPlot.min.css';
import './style.css';
import './parts.css';
import './tables.css';
import './lag.css';
import './shell.js';
