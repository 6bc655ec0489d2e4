# Draw again with: gnuplot memory.gp   (writes memory.svg and memory.png)
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
set title "Memory on each device: Llama 3.1 70B, 4 bits"
set ylabel "GiB"
set style data histogram
set style histogram rowstacked
set boxwidth 0.7
set yrange [0:*]
plot for [i=2:5] 'memory.tsv' using i:xtic(1) title columnheader(i), \
     '' using 0:6:(0.42) skip 1 with xerrorbars lt 7 lw 2 pt 0 ps 0 title "usable memory"

set terminal svg noenhanced size 1200,640 font "DejaVu Sans,12" background rgb "white"
set output "memory.svg"
replot
set terminal pngcairo noenhanced size 1800,960 font "DejaVu Sans,12" fontscale 1.4
set output "memory.png"
replot
unset output
