% seed_3bus_triangle: the three-bus market of the platform's founding text as a triangle of equal lines.
% No loads and no generators: every participant is named in the scenario file. Every line has the
% same susceptance. Limits: 1000 MW, which never bind. Lines: 1-2 (row 0), 2-3 (row 1), 1-3 (row 2).
function mpc = seed_3bus_triangle
mpc.version = '2';
mpc.baseMVA = 100.0;

%	bus_i	type	Pd	Qd	Gs	Bs	area	Vm	Va	baseKV	zone	Vmax	Vmin
mpc.bus = [
	1	3	0	0	0	0	1	1	0	230	1	1.1	0.9;
	2	1	0	0	0	0	1	1	0	230	1	1.1	0.9;
	3	1	0	0	0	0	1	1	0	230	1	1.1	0.9;
];

mpc.gen = [
];

mpc.gencost = [
];

%	fbus	tbus	r	x	b	rateA	rateB	rateC	ratio	angle	status	angmin	angmax
mpc.branch = [
	1	2	0	0.1	0	1000	1000	1000	0	0	1	-60	60;
	2	3	0	0.1	0	1000	1000	1000	0	0	1	-60	60;
	1	3	0	0.1	0	1000	1000	1000	0	0	1	-60	60;
];
