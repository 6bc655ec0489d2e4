# Draw again with: gnuplot price.gp   (writes price.svg and price.png)
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
set xtics rotate by 25 right scale 0
set rmargin 4
set terminal unknown
set title "Speed against price (in brackets: how many workloads fit)"
set xlabel "price (AUD)"
set ylabel "decode, mean of what fits (tok/s)"
set xtics rotate by 0 scale 0.5
set format x "%.0f"
set yrange [0:*]
set xrange [0:*]
set offsets 0, graph 0.12, graph 0.1, 0
plot 'price.tsv' using 2:5:3:4:6:7 skip 1 with xyerrorbars lt 8 lw 1 pt 7 ps 0.1 notitle, \
     '' using 2:5 skip 1 with points lt 1 pt 7 ps 1.3 title "option", \
     '' using 2:8 skip 1 with points lt 6 pt 6 ps 2.2 title "no other that holds as much is cheaper and faster", \
     '' using 2:5:(sprintf("%s (%s)", strcol(1), strcol(9))) skip 1 with labels left offset 1,0.8 font ",11" notitle

set terminal svg noenhanced size 1000,560 font "DejaVu Sans,13" background rgb "white"
set output "price.svg"
replot
set terminal pngcairo noenhanced size 1500,840 font "DejaVu Sans,13" fontscale 1.4
set output "price.png"
replot
unset output
