% seed_3bus_chain: the three-bus market of the platform's founding text as a chain 1-2-3.
% No loads and no generators: every participant is named in the scenario file. In the DC model the
% susceptances of a chain do not matter. Limits: line 1-2 200 MW (row 0), line 2-3 100 MW (row 1).
function mpc = seed_3bus_chain
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
	1	2	0	0.1	0	200	200	200	0	0	1	-60	60;
	2	3	0	0.1	0	100	100	100	0	0	1	-60	60;
];
