# Draw again with: gnuplot cost.gp   (writes cost.svg and cost.png)
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
set title "Cost over time: price plus electricity or rent"
set xlabel "years"
set ylabel "AUD"
set xtics rotate by 0 scale 0.5
set xrange [0:3]
set yrange [0:*]
set samples 400
set key outside right center vertical
set rmargin 30
set tmargin 3
set title offset 0,0
plot 7524.48 + 68.70 * x lt 1 dt 1 title "mac-studio-m4-max", \
     0.00 + 3018.31 * x lt 2 dt 1 title "cloud-2x-4090 (rent)", \
     9664.67 + 619.01 * x lt 3 dt 1 title "dual-3090-nvlink", \
     9557.11 + 619.01 * x lt 4 dt 1 title "dual-3090", \
     14017.96 + 999.33 * x lt 5 dt 1 title "quad-3090", \
     8803.90 + 122.57 * x lt 6 dt 1 title "mac-studio-m3-ultra", \
     (x < 1.0000 ? 0 : 22397.93 + 619.01 * ((x < 4.0000 ? x : 4.0000) - 1.0000)) lt 7 dt 1 title "wait-doubled", \
     17390.74 + 727.39 * x lt 8 dt 1 title "dual-4090", \
     23008.76 + 589.72 * x lt 1 dt 2 title "dual-a6000", \
     32660.03 + 1056.72 * x lt 2 dt 2 title "dual-5090-dual-4090", \
     33686.37 + 704.89 * x lt 3 dt 2 title "dual-l40s", \
     29685.23 + 1304.25 * x lt 4 dt 2 title "quad-4090", \
     4420.76 + 341.27 * x lt 5 dt 2 title "one-4070-ti-super", \
     5482.67 + 412.94 * x lt 6 dt 2 title "one-3090", \
     8602.17 + 356.64 * x lt 7 dt 2 title "mac-mini-beside-3090", \
     8008.42 + 568.87 * x lt 8 dt 2 title "rtx-3090-with-3070", \
     9305.25 + 469.25 * x lt 1 dt 3 title "one-4090", \
     3119.51 + 64.38 * x lt 2 dt 3 title "mac-mini-m4-pro", \
     6754.90 + 82.89 * x lt 3 dt 3 title "strix-halo", \
     10392.10 + 129.73 * x lt 4 dt 3 title "dgx-spark"

set terminal svg noenhanced size 1200,640 font "DejaVu Sans,12" background rgb "white"
set output "cost.svg"
replot
set terminal pngcairo noenhanced size 1800,960 font "DejaVu Sans,12" fontscale 1.4
set output "cost.png"
replot
unset output
