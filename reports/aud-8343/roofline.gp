# Draw again with: gnuplot roofline.gp   (writes roofline.svg and roofline.png)
set datafile separator "\t"
set datafile missing "?"
set encoding utf8
set linetype 1 lc rgb "#0072B2" lw 2
set linetype 2 lc rgb "#E69F00" lw 2
set linetype 3 lc rgb "#009E73" lw 2
set linetype 4 lc rgb "#CC79A7" lw 2
set linetype 5 lc rgb "#56B4E9" lw 2
set linetype 6 lc rgb "#D55E00" lw 2
set linetype 7 lc rgb "#000000" lw 2
set linetype 8 lc rgb "#999999" lw 2
set linetype cycle 8
set border 3 lc rgb "#57606a"
set tics nomirror out
set grid ytics lc rgb "#d0d7de" lw 1
set key at graph 0.5, graph 1.02 center bottom horizontal samplen 1.5 spacing 1.2
set tmargin 5.5
set title offset 0,1.8
set style fill solid 0.9 noborder
set boxwidth 0.9 relative
set errorbars 0.7 front lc rgb "#333333" lw 1.3
set xtics rotate by 35 right scale 0
set rmargin 4
set terminal unknown
set title "Roofline of mac-studio-m4-max, all devices together"
set xlabel "arithmetic intensity (flop per byte read)"
set ylabel "TFLOPS"
set logscale xy
set xrange [0.5:5000]
set yrange [0.05:*]
set xtics rotate by 0 scale 0.5
bw = 546
peak = 16.1587
roof(x) = bw * x / 1000 < peak ? bw * x / 1000 : peak
plot roof(x) lt 1 title "bandwidth, then arithmetic", \
     'roofline.tsv' using 2:3 skip 1 with points lt 6 pt 7 ps 1.4 title "steps", \
     '' using 2:3:1 skip 1 with labels left rotate by -30 offset 0.6,-0.6 font ",11" notitle

set terminal svg noenhanced size 1200,640 font "DejaVu Sans,12" background rgb "white"
set output "roofline.svg"
replot
set terminal pngcairo noenhanced size 1800,960 font "DejaVu Sans,12" fontscale 1.4
set output "roofline.png"
replot
unset output
